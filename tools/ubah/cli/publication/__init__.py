"""Commands that publish the register: the site, and exports."""
