"""The register as pages: pure rendering, and the MkDocs build that frames it."""
