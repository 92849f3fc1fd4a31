"""The pages put together: which ones a site has, what stands beside them, forms for paper."""
