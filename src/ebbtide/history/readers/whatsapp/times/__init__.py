"""Dates and clocks of message headers, in every calendar, order and language of WhatsApp."""
