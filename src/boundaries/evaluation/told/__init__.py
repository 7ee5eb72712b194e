"""An evaluation told: the same sheets in the terminal and on the page."""
