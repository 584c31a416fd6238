"""txtai's RAG pipeline, as on neuml.github.io/txtai/pipeline/llm/rag, with its paragraph segmentation.

Its defaults: the best 3 matches and the prompt of that page, quoted below (txtai is Apache-2.0). `output="reference"`,
which changes nothing about the answer, has it name the match nearest to the answer: its citation. Replaced: the model
by an OpenAI-compatible endpoint (through LiteLLM, as on its LLM page) and the embedder.
"""

from collections.abc import Sequence

from txtai import RAG, Embeddings
from txtai.pipeline import Segmentation

from evals.peers.talk import Cited, GivenArticle, Job, Reply, serve

TEMPLATE = """
  Answer the following question using the provided context.

  Question:
  {question}

  Context:
  {context}
"""


class TxtaiPeer:
    def __init__(self, job: Job) -> None:
        self._answer_tokens = job.answer_tokens
        self._embeddings = Embeddings(path=job.embedder, content=True)
        self._rag = RAG(
            self._embeddings,
            f"openai/{job.model}",
            task="litellm",
            template=TEMPLATE,
            output="reference",
            api_base=job.base_url,
            api_key=job.key,
            temperature=0,
            timeout=job.timeout,
        )

    def add(self, articles: Sequence[GivenArticle]) -> None:
        segment = Segmentation(paragraphs=True)
        self._texts = {
            f"{item.id}#{number}": Cited(item.id, paragraph)
            for item in articles
            for number, paragraph in enumerate(segment(item.text))
        }
        self._embeddings.index((key, cited.text) for key, cited in self._texts.items())

    def ask(self, question: str) -> Reply:
        (found,) = self._rag([{"name": "q", "query": question, "question": question}], maxlength=self._answer_tokens)
        contexts = tuple(match["text"] for match in self._embeddings.search(question, 3))
        cited = (self._texts[found["reference"]],) if found.get("reference") is not None else ()
        return Reply(found["answer"], contexts, cited)


if __name__ == "__main__":
    serve(TxtaiPeer, "txtai")
