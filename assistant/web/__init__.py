"""The page: a reader asks in the browser and reads the proof beside the answer. The only place that imports gradio."""

import os

# Gradio reads these when it is imported, and without them asks its makers' servers for news.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("GRADIO_RUN_HISTORY", "False")
# A table of the last 10,000 events, summed up anew after each of them, for a page of figures that is not served here.
os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "100")
os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", str(10**9))
