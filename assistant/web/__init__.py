"""The page: a reader asks in the browser and reads the proof beside the answer. The only place that imports gradio."""

import os

# Gradio reads these when it is imported, and without them asks its makers' servers for news.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("GRADIO_RUN_HISTORY", "False")
