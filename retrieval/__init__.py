"""Finding products: text and embeddings, FAISS and lexical index, fusion, constraints."""
