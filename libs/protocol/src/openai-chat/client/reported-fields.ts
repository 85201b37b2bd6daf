/**
 * Request members that a report of dropped fields may name: OpenAI's chat completions API, and the members that other
 * vendors (OpenRouter, vLLM, DeepSeek, Mistral, Qwen, Perplexity) add to it. Indexes are left out.
 */
export const reportedFields: readonly string[] = [
  ...['n', 'frequency_penalty', 'logprobs', 'max_tokens', 'response_format', 'presence_penalty', 'seed', 'stop'],
  ...['service_tier', 'temperature', 'reasoning_effort', 'tool_choice', 'top_k', 'top_p'],
  ...['google', 'google.cached_content', 'google.safety_settings', 'google.thinking_config'],
  ...['extra_body.google.cached_content', 'extra_body.google.safety_settings'],
  ...['audio', 'logit_bias', 'metadata', 'modalities', 'moderation', 'parallel_tool_calls', 'prediction'],
  ...['prompt_cache_key', 'prompt_cache_options', 'prompt_cache_retention', 'safety_identifier', 'store', 'user'],
  ...['max_completion_tokens', 'stream_options', 'top_logprobs', 'verbosity', 'functions', 'function_call'],
  ...['response_format.json_schema.schema', 'response_format.json_schema.strict', 'response_format.schema'],
  ...['response_format.response_schema', 'extra_body', 'extra_body.google', 'extra_body.google.thinking_config'],
  ...['web_search_options', 'tools[]', 'tools[].cache_control', 'tools[].custom'],
  ...['tools[].function.parameters', 'tools[].function.strict', 'messages[].name', 'messages[].audio'],
  ...['messages[].annotations', 'messages[].cache_control', 'messages[].content[]', 'messages[].content[].annotations'],
  ...['messages[].content[].cache_control', 'messages[].content[].image_url.detail', 'messages[].images'],
  ...['messages[].prefix', 'messages[].reasoning', 'messages[].reasoning_content', 'messages[].reasoning_details'],
  ...['messages[].refusal', 'messages[].tool_calls[]', 'messages[].tool_calls[].extra_content'],
  ...['cache_control', 'chat_template_kwargs', 'clear_thinking', 'disable_reasoning', 'enable_thinking'],
  ...['guided_choice', 'guided_grammar', 'guided_json', 'guided_regex', 'include_reasoning', 'length_penalty'],
  ...['min_p', 'min_tokens', 'models', 'num_ctx', 'plugins', 'provider', 'reasoning', 'repetition_penalty', 'route'],
  ...['reasoning_format', 'safe_prompt', 'search_parameters', 'stop_token_ids', 'thinking'],
  ...['thinking_budget', 'top_a', 'transforms', 'usage'],
]
