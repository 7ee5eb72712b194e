"""What messages say, by lists of words kept as data: classes, lexicons, the matcher, likeness of wording."""
