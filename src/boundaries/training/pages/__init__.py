"""The pages of the training: for learners, and for trainers."""
