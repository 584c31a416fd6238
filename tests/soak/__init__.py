"""The same promises for a longer time: short forms in `make test`, long ones by `make soak`."""
