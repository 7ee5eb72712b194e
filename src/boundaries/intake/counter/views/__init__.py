"""The pages of the counter, in English: those who read them work for the force."""
