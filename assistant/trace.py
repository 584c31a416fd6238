"""One structured record a question, for whoever runs Dateline: no article text, no question, no key."""

import json
import logging

from assistant.types import Answer

logger = logging.getLogger("dateline.trace")


def record(answer: Answer) -> None:
    """Logs what was done for one answer at level INFO."""
    logger.info(
        "%s",
        json.dumps(
            {
                "id": answer.id,
                "model": answer.model,
                "abstained": answer.abstained,
                "degraded": answer.degraded is not None,
                "sentences": len(answer.sentences),
                "withheld": len(answer.withheld),
                "evidence": [(item.article.id, item.version, item.start, item.end) for item in answer.evidence],
                "usage": vars(answer.usage),
                "timings": dict(answer.timings),
            }
        ),
    )
