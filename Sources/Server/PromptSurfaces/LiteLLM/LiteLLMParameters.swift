internal import CanonicalJSON

/// The parameters of a chat completion that a version's header gives.
enum LiteLLMParameters {
  /// What a chat completion takes beside its model and its messages (OpenAI's API reference, and
  /// what LiteLLM adds to it).
  private static let names: Set<String> = [
    "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs",
    "max_completion_tokens", "max_tokens", "modalities", "n", "parallel_tool_calls", "prediction",
    "presence_penalty", "reasoning_effort", "response_format", "seed", "service_tier", "stop",
    "stream", "stream_options", "temperature", "thinking", "tool_choice", "tools", "top_k",
    "top_logprobs", "top_p", "user", "verbosity", "web_search_options",
  ]

  /// The parameters in the order of the header: those of its `config`, and behind them those that
  /// stand beside it.
  static func of(_ header: JSONObject) -> JSONObject {
    var found = JSONObject()
    for place in [header["config"]?.object ?? JSONObject(), header] {
      for member in place where names.contains(member.key) && found[member.key] == nil {
        found[member.key] = member.value
      }
    }
    return found
  }
}
