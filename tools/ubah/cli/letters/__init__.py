"""Letters by mail to whoever is waited for: their settings, and the links that they bring."""
