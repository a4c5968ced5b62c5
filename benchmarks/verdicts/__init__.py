"""What single words of a page are worth: busy, effects, hot and cold, interventions, whole pages."""
