"""The training's own commands, which `boundaries training` starts."""
