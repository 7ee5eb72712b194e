"""The pages of the workspace: each view asks, calls what does the work, and shows."""
