"""Why a landing was judged as it was."""
