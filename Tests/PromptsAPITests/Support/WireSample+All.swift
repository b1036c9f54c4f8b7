import CanonicalJSON
import PromptsAPI

extension WireSample {
  /// Samples of every wire type: with all members, with as few as may be, and with hard texts.
  static let all: [WireSample] = answers + requests + details + deployments

  static let promptID = "prompt_aa87e2b1112a455b8deabed784372198"
  static let hard =
    "\u{1F468}\u{200D}\u{1F469} e\u{301} \u{e9}\r\n\"\\\t\u{7f}\u{2028} {{x}}"
  private static let metadata: JSONObject = [
    "": "empty key", hard: [1, .double(-0.5), .double(1e300), true, .null, [:], []],
    "large": .integer(JSONNumber.largestInteger),
  ]

  private static let prompt = PromptObject(
    id: promptID, name: "n", activeVersion: 1, latestVersion: 1, metadata: [:],
    createdAt: "2026-03-15T10:30:00.000Z", updatedAt: "2026-03-15T10:30:00.000Z")
  private static let fullPrompt = PromptObject(
    id: promptID, name: hard, description: hard, activeVersion: 2,
    latestVersion: Limits.version, metadata: metadata, createdAt: "2026-03-15T10:30:00Z",
    updatedAt: "2026-12-31T23:59:59.999Z", details: fullDetails)
  private static let version = VersionObject(
    id: "pver_bb98f3c2223b566c9dfbcef895483209", promptID: promptID, version: 1, template: hard,
    createdAt: "2026-03-15T10:30:00.007Z")
  private static let fullVersion = VersionObject(
    id: "pver_bb98f3c2223b566c9dfbcef895483209", promptID: promptID, version: Limits.version,
    template: "t", createdAt: "2026-03-15T10:30:00.007Z", details: fullVersionDetails)

  private static var read: PromptObject {
    var prompt = prompt
    prompt.activeTemplate = hard
    return prompt
  }

  private static var rendered: PromptObject {
    var prompt = fullPrompt
    prompt.activeTemplate = "{{x}}"
    prompt.renderedTemplate = ""
    prompt.messages = [["role": "user", "content": .string(hard)], [:]]
    prompt.details?.shown = shown
    return prompt
  }

  private static let answers = [
    WireSample("Prompt", prompt),
    WireSample("Prompt", fullPrompt),
    WireSample("PromptWithTemplate", read),
    WireSample("PromptWithTemplate", rendered),
    WireSample("CreatedPrompt", CreatedPrompt(prompt: prompt, version: version)),
    WireSample("CreatedPrompt", CreatedPrompt(prompt: fullPrompt, version: fullVersion)),
    WireSample("PromptPage", PromptPage(data: [], hasMore: false)),
    WireSample("PromptPage", PromptPage(data: [fullPrompt, prompt], hasMore: true)),
    WireSample("DeletedPrompt", DeletedPrompt(id: promptID)),
    WireSample("Version", version),
    WireSample("Version", fullVersion),
    WireSample("VersionList", VersionList(data: [])),
    WireSample("VersionList", VersionList(data: [version, fullVersion])),
  ]

  private static let requests = [
    WireSample("CreatePromptRequest", CreatePromptRequest(name: "n", template: "t")),
    WireSample(
      "CreatePromptRequest",
      CreatePromptRequest(name: hard, template: hard, description: "", metadata: metadata)),
    WireSample("UpdatePromptRequest", UpdatePromptRequest()),
    WireSample("UpdatePromptRequest", UpdatePromptRequest(description: .some(nil))),
    WireSample(
      "UpdatePromptRequest",
      UpdatePromptRequest(name: hard, description: hard, metadata: metadata)),
    WireSample("CreateVersionRequest", CreateVersionRequest(template: hard)),
    WireSample("RollbackRequest", RollbackRequest(version: 1)),
    WireSample("RollbackRequest", RollbackRequest(version: Limits.version)),
  ]
}
