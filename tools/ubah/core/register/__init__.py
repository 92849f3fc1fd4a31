"""The register as it stands, what waits for whom, and how a record goes on."""
