"""Who stands behind a step or a changed path: signatures, assents, vouchers."""
