"""Commands that judge: the work tree, a branch, a push, the whole history."""
