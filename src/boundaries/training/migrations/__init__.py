"""How the training's tables came to be."""
