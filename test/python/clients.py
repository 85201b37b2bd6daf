"""The official Python SDKs against a running gateway: BASE_URL in, one line per check out, an exception on the first failure."""

import os

from google import genai
from google.genai import errors
from openai import APIError, OpenAI

base_url = os.environ["BASE_URL"]
openai = OpenAI(base_url=f"{base_url}/v1", api_key="any", max_retries=0)
gemini = genai.Client(api_key="any", http_options={"base_url": base_url})
question = [{"role": "user", "content": "hi"}]
tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {"a": {"type": "string"}}}}}


def check(name: str, passed: object) -> None:
    assert passed, name
    print("ok", name)


for model in ["gemini-2.5-flash", "gpt-4o"]:
    whole = openai.chat.completions.create(model=model, messages=question)
    check(f"openai whole, {model}", whole.choices[0].message.content and whole.usage.total_tokens > 0)

    chunks = list(openai.chat.completions.create(model=model, messages=question, stream=True, stream_options={"include_usage": True}))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    check(f"openai stream, {model}", text == whole.choices[0].message.content and chunks[-1].usage.total_tokens > 0)

    with openai.chat.completions.stream(model=model, messages=[{"role": "user", "content": "call f"}], tools=[tool]) as stream:
        final = stream.get_final_completion()
    check(f"openai tool call, {model}", final.choices[0].message.tool_calls[0].function.name == "f")

    answer = gemini.models.generate_content(model=model, contents="hi")
    check(f"genai whole, {model}", answer.text == text and answer.usage_metadata.total_token_count > 0)

    chat = gemini.chats.create(model=model)
    for turn in ["one", "two"]:
        check(f"genai chat, {model}, {turn}", turn in "".join(chunk.text or "" for chunk in chat.send_message_stream(turn)))

    check(f"genai count, {model}", gemini.models.count_tokens(model=model, contents="hi there").total_tokens > 0)

for model in ["gemini-sim-cut-after.2", "sim-cut-after.2"]:
    try:
        list(openai.chat.completions.create(model=model, messages=question, stream=True))
        check(f"openai sees the cut, {model}", False)
    except APIError:
        check(f"openai sees the cut, {model}", True)
    try:
        list(gemini.models.generate_content_stream(model=model, contents="hi"))
        check(f"genai sees the cut, {model}", False)
    except errors.ServerError:
        check(f"genai sees the cut, {model}", True)

check("model lists", list(gemini.models.list()) and list(openai.models.list()))
