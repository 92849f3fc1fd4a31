"""Papers to be filed: the SOP's forms as values, and the template that they are typeset by."""
