"""The site as files: in MkDocs' frame, written on all cores, every link checked."""
