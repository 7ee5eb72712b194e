"""Phone and counter: operators who take down what a caller tells, seal it, and read a receipt out."""
