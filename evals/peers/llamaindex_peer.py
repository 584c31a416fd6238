"""LlamaIndex's CitationQueryEngine, as on developers.llamaindex.ai/python/examples/query_engine/citation_query_engine.

Its defaults: nodes of 1,024 tokens, the best 3 of them (as on that page), cut into numbered sources of 512 tokens, its
own prompt. Replaced: the model by OpenAILike, as its page says with the model's context window, and the embedder.
"""

import re
from collections.abc import Sequence

from llama_index.core import Document, Settings, VectorStoreIndex
from llama_index.core.query_engine import CitationQueryEngine
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.llms.openai_like import OpenAILike

from evals.peers.talk import Cited, GivenArticle, Job, Reply, serve

_MARKER = re.compile(r"\[(?:Source )?(\d+(?:\s*,\s*\d+)*)\]")  # the small model also writes [Source 2]
_LABEL = re.compile(r"^Source \d+:\n")


class LlamaIndexPeer:
    def __init__(self, job: Job) -> None:
        Settings.embed_model = HuggingFaceEmbedding(model_name=job.embedder)
        Settings.llm = OpenAILike(
            model=job.model,
            api_base=job.base_url,
            api_key=job.key,
            context_window=job.context,
            is_chat_model=True,
            temperature=0,
            max_tokens=job.answer_tokens,
            timeout=job.timeout,
        )

    def add(self, articles: Sequence[GivenArticle]) -> None:
        index = VectorStoreIndex.from_documents([Document(text=item.text, id_=item.id) for item in articles])
        self._engine = CitationQueryEngine.from_args(index, similarity_top_k=3, citation_chunk_size=512)

    def ask(self, question: str) -> Reply:
        response = self._engine.query(question)
        sources = [
            Cited(item.node.ref_doc_id or "", _LABEL.sub("", item.node.get_text()).strip())
            for item in response.source_nodes
        ]
        answer = str(response)
        numbers = [int(number) for group in _MARKER.findall(answer) for number in group.split(",")]
        cited = [sources[n - 1] if 1 <= n <= len(sources) else Cited("", "") for n in dict.fromkeys(numbers)]
        return Reply(answer, tuple(source.text for source in sources), tuple(cited))


if __name__ == "__main__":
    serve(LlamaIndexPeer, "llama-index-core")
