"""Haystack's RAG pipeline, as in haystack.deepset.ai/tutorials/27_first_rag_pipeline.

Its defaults: DocumentSplitter's 200 words (the tutorial's data came split), the retriever's best 10, and the prompt of
that page, quoted below (Haystack's tutorials are Apache-2.0). It cites nothing. Replaced: the chat model's endpoint and
the embedding model's folder.
"""

from collections.abc import Sequence

from haystack import Document, Pipeline
from haystack.components.builders import ChatPromptBuilder
from haystack.components.generators.chat import OpenAIChatGenerator
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.dataclasses import ChatMessage
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import Secret
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from evals.peers.talk import GivenArticle, Job, Reply, serve

PROMPT = """
Given the following information, answer the question.

Context:
{% for document in documents %}
    {{ document.content }}
{% endfor %}

Question: {{question}}
Answer:
"""


class HaystackPeer:
    def __init__(self, job: Job) -> None:
        self._store = InMemoryDocumentStore()
        self._embedder = SentenceTransformersDocumentEmbedder(model=job.embedder)
        self._embedder.warm_up()
        self._pipeline = Pipeline()
        self._pipeline.add_component("text_embedder", SentenceTransformersTextEmbedder(model=job.embedder))
        self._pipeline.add_component("retriever", InMemoryEmbeddingRetriever(self._store))
        template = [ChatMessage.from_user(PROMPT)]
        self._pipeline.add_component("prompt_builder", ChatPromptBuilder(template=template, required_variables="*"))
        generator = OpenAIChatGenerator(
            model=job.model,
            api_key=Secret.from_token(job.key),
            api_base_url=job.base_url,
            timeout=job.timeout,
            generation_kwargs={"temperature": 0, "max_tokens": job.answer_tokens},
        )
        self._pipeline.add_component("llm", generator)
        self._pipeline.connect("text_embedder.embedding", "retriever.query_embedding")
        self._pipeline.connect("retriever", "prompt_builder.documents")
        self._pipeline.connect("prompt_builder.prompt", "llm.messages")
        self._pipeline.warm_up()

    def add(self, articles: Sequence[GivenArticle]) -> None:
        splitter = DocumentSplitter()
        split = splitter.run([Document(content=item.text, meta={"article": item.id}) for item in articles])
        self._store.write_documents(self._embedder.run(split["documents"])["documents"])

    def ask(self, question: str) -> Reply:
        given = {"text_embedder": {"text": question}, "prompt_builder": {"question": question}}
        result = self._pipeline.run(given, include_outputs_from={"retriever"})
        contexts = tuple(document.content or "" for document in result["retriever"]["documents"])
        return Reply(result["llm"]["replies"][0].text or "", contexts)


if __name__ == "__main__":
    serve(HaystackPeer, "haystack-ai")
