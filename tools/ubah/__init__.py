"""ubah: change records as code for an LPSE (SOP Standar 06)."""

__version__ = "0.1.0"
