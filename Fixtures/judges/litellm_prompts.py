"""Judges the surfaces langfuse and litellm with LiteLLM, in both of its ways to read prompts.

Runs in the folder of an empty repository that SERVER_URL serves; PROMPTREPO names the program, and
KEY_DEPLOYER and KEY_READER are keys. No model is asked: LiteLLM makes up the answer. Ends with JUDGE OK.
"""

import os
import subprocess

os.environ["LANGFUSE_TRACING_ENABLED"] = "false"
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm  # noqa: E402
from langfuse import Langfuse  # noqa: E402
from litellm.integrations.generic_prompt_management.generic_prompt_manager import (  # noqa: E402
    GenericPromptManager,
)

PROGRAM, URL = os.environ["PROMPTREPO"], os.environ["SERVER_URL"]


def secret(role):
    return os.environ["KEY_" + role.upper()]


def key(role):
    return "key_" + secret(role).split("_")[1]


def run(*arguments):
    subprocess.run([PROGRAM, *arguments], check=True, capture_output=True)


def equal(found, wanted, what=""):
    assert found == wanted, f"{what}: {found} instead of {wanted}"


os.environ.update(LANGFUSE_PUBLIC_KEY=key("reader"), LANGFUSE_SECRET_KEY=secret("reader"),
                  LANGFUSE_HOST=URL, LANGFUSE_BASE_URL=URL)
writer = Langfuse(public_key=key("deployer"), secret_key=secret("deployer"), base_url=URL)
run("env", "add", "staging")
writer.create_prompt(name="reply", type="chat", labels=["production"], config={"model": "gpt-4o-mini"}, prompt=[
    {"role": "system", "content": "You answer for {{company}} in {\"json\": 1}."},
    {"role": "user", "content": "{{question}}"}])
writer.create_prompt(name="reply", type="chat", labels=["staging"], config={"model": "gpt-4o-mini"}, prompt=[
    {"role": "system", "content": "Staged for {{company}}."}])


def ask(model, **options):
    """Has LiteLLM fetch a prompt and answer it."""
    answer = litellm.completion(
        model=model, messages=[{"role": "user", "content": "More"}], mock_response="ok", **options)
    equal(answer.choices[0].message.content, "ok")


from litellm.integrations.langfuse.langfuse_prompt_management import (  # noqa: E402
    LangfusePromptManagement,
)

values = {"company": "Acme", "question": "Why?"}
manager = LangfusePromptManagement(
    langfuse_public_key=key("reader"), langfuse_secret=secret("reader"), langfuse_host=URL)
for label, wanted in [
    (None, ["You answer for Acme in {\"json\": 1}.", "Why?"]), ("staging", ["Staged for Acme."]),
]:
    _, found, _ = manager.get_chat_completion_prompt(
        model="langfuse/gpt-4o-mini", messages=[], non_default_params={}, prompt_id="reply",
        prompt_variables=values, dynamic_callback_params={}, prompt_label=label)
    equal([message["content"] for message in found], wanted, label)
ask("langfuse/gpt-4o-mini", prompt_id="reply", prompt_variables=values)

generic = GenericPromptManager(api_base=URL, api_key=secret("reader"))
litellm.callbacks = [generic]
for prompt_id, wanted in [
    ("reply", ["You answer for Acme in {\"json\": 1}.", "Why?"]),
    ("reply@1", ["You answer for Acme in {\"json\": 1}.", "Why?"]),
    ("reply@staging", ["Staged for Acme."]),
]:
    _, found, _ = generic.get_chat_completion_prompt(
        model="generic_prompt/gpt-4o-mini", messages=[], non_default_params={}, prompt_id=prompt_id,
        prompt_variables=values, dynamic_callback_params={})
    equal([message["content"] for message in found], wanted, prompt_id)
ask("generic_prompt/gpt-4o-mini", prompt_id="reply", prompt_variables=values)
print("JUDGE OK")
