"""Who is there: sign-in, unlocking of one's key, devices and what holds off those who guess."""
