import CanonicalJSON

/// A change of a dressed prompt, and the rules that have to tell of it: `rule subject` each.
struct Mutation: Sendable {
  let name: String
  let forms: [DressedPrompt.Form]
  let expected: Set<String>
  let apply: @Sendable (inout DressedPrompt) -> Void

  init(
    _ name: String, _ expected: Set<String>,
    _ apply: @escaping @Sendable (inout DressedPrompt) -> Void
  ) {
    self.init(name, DressedPrompt.Form.allCases, expected, apply)
  }

  init(
    _ name: String, _ forms: [DressedPrompt.Form], _ expected: Set<String>,
    _ apply: @escaping @Sendable (inout DressedPrompt) -> Void
  ) {
    self.name = name
    self.forms = forms
    self.expected = expected
    self.apply = apply
  }

  private static let text = "text-changed "

  static var all: [Mutation] { variables + input + output + tools + runtime + texts }

  private static let variables: [Mutation] = [
    Mutation("a variable at the end", ["variable-added voice", text]) {
      $0.template += " Use a {{voice}} voice."
    },
    Mutation("a variable at the beginning", ["variable-added voice", text]) {
      $0.template = "In {{ voice }}. " + $0.template
    },
    Mutation("a variable inside", ["variable-added voice", text]) {
      $0.replace("writes about", with: "writes {{voice}} about")
    },
    Mutation("two variables", ["variable-added voice", "variable-added place", text]) {
      $0.template += "\n{{voice}} {{place}} {{voice}}"
    },
    Mutation("a variable less", ["variable-removed issue", text]) {
      $0.replace(" about {{issue}}", with: "")
    },
    Mutation("a variable less at all places", ["variable-removed customer", text]) {
      $0.replace("{{customer}}", with: "Jo")
    },
    Mutation("one of two places less", [text]) {
      $0.replace("For {{customer}}: ", with: "For us: ")
    },
    Mutation("another name", ["variable-renamed client", text]) {
      $0.replace("{{customer}}", with: "{{client}}")
    },
    Mutation("another name, and declared so", ["variable-renamed client", text]) {
      $0.replace("{{customer}}", with: "{{client}}")
      for folder in ["input/schema", "input/schema/properties"] {
        $0.rename("\(folder)/customer", to: "client")
      }
    },
    Mutation(
      "two other names", ["variable-renamed client", "variable-renamed matter", text]
    ) {
      $0.replace("{{customer}}", with: "{{client}}")
      $0.replace("{{issue}}", with: "{{matter}}")
    },
    Mutation("another name at one place only", ["variable-added client", text]) {
      $0.replace("For {{customer}}: ", with: "For {{client}}: ")
    },
    Mutation(
      "one name for two variables",
      [
        "variable-added all", "variable-removed customer", "variable-removed issue", text,
      ]
    ) {
      $0.replace("{{customer}}", with: "{{all}}")
      $0.replace("{{issue}}", with: "{{all}}")
    },
    Mutation("a misspelt name", [text]) { $0.replace("{{issue}}", with: "{{isue}}") },
    Mutation("a name in capitals", [text]) { $0.replace("{{issue}}", with: "{{Issue}}") },
    Mutation("the other dialect", ["dialect-changed dialect"]) { $0.set("dialect", "strict") },
    Mutation("the same dialect, said", ["setting-changed dialect"]) {
      $0.set("dialect", "standard")
    },
  ]

  private static let input: [Mutation] = [
    Mutation("no longer optional", [.picoschema], ["variable-required tone"]) {
      $0.rename("input/schema/tone?", to: "tone")
    },
    Mutation("no longer optional", [.jsonSchema], ["variable-required tone"]) {
      $0.set("input/schema/required/3", "tone")
    },
    Mutation("optional", [.picoschema], []) { $0.rename("input/schema/issue", to: "issue?") },
    Mutation("no default", ["variable-required age"]) { $0.set("input/default/age", nil) },
    Mutation("no defaults", ["variable-required age", "variable-required tone"]) {
      $0.set("input/default", nil)
    },
    Mutation("no default and not optional", [.picoschema], ["variable-required age"]) {
      $0.rename("input/schema/age?", to: "age")
      $0.set("input/default/age", nil)
    },
    Mutation("another default", ["setting-changed input.default.age"]) {
      $0.set("input/default/age", 4)
    },
    Mutation("part of it required", [.picoschema], ["variable-required address.zip"]) {
      $0.rename("input/schema/address?(object)/zip?", to: "zip")
    },
    Mutation("a new part", [.picoschema], ["variable-required address.street"]) {
      $0.set("input/schema/address?(object)/street", "string")
    },
    Mutation("a new part", [.jsonSchema], []) {
      $0.set("input/schema/properties/address/properties/street", ["type": "string"])
    },
    Mutation("a part less", [.picoschema], ["variable-type address.city"]) {
      $0.set("input/schema/address?(object)/city", nil)
    },
    Mutation("another type", [.picoschema], ["variable-type issue"]) {
      $0.set("input/schema/issue", "number")
    },
    Mutation("another type", [.jsonSchema], ["variable-type issue"]) {
      $0.set("input/schema/properties/issue/type", "number")
    },
    Mutation("a narrower type", [.jsonSchema], ["variable-type customer"]) {
      $0.set("input/schema/properties/customer/enum", ["a", "b"])
    },
    Mutation("a wider type", [.picoschema], []) { $0.set("input/schema/age?", "number") },
    Mutation("any type", [.picoschema], []) { $0.set("input/schema/issue", "any") },
    Mutation("a value less", [.picoschema], ["variable-type kind"]) {
      $0.set("input/schema/kind(enum)", ["a"])
    },
    Mutation("a value more", [.jsonSchema], []) {
      $0.set("input/schema/properties/kind/enum", ["a", "b", "c"])
    },
    Mutation("said otherwise", [.picoschema], []) {
      $0.set("input/schema/customer", "string, the one who writes")
    },
    Mutation("declared and required", [.picoschema], ["variable-added lang"]) {
      $0.set("input/schema/lang", "string")
    },
    Mutation("declared and optional", [.picoschema], []) {
      $0.set("input/schema/lang?", "string")
    },
    Mutation("no longer declared", [.picoschema], ["variable-removed kind"]) {
      $0.set("input/schema/kind(enum)", nil)
    },
    Mutation("a condition", [.jsonSchema], ["schema-changed issue"]) {
      $0.set("input/schema/properties/issue/minLength", 3)
    },
    Mutation("not to be read", ["schema-changed input.schema"]) {
      $0.set("input/schema", ["anyOf": [["type": "object"]]])
    },
  ]

  private static let output: [Mutation] = [
    Mutation("another format", ["output-format output.format"]) { $0.set("output/format", "text") },
    Mutation("no format", ["output-format output.format"]) { $0.set("output/format", nil) },
    Mutation("a field less", [.picoschema], ["output-field-removed title"]) {
      $0.set("output/schema/title", nil)
    },
    Mutation("a field less", [.jsonSchema], ["output-field-removed title"]) {
      $0.set("output/schema/properties/title", nil)
      $0.set("output/schema/required/0", nil)
    },
    Mutation("an inner field less", [.picoschema], ["output-field-removed who.name"]) {
      $0.set("output/schema/who(object)/name", nil)
    },
    Mutation("an object less", [.jsonSchema], ["output-field-removed who"]) {
      $0.set("output/schema/properties/who", nil)
      $0.set("output/schema/required/3", nil)
    },
    Mutation("may be missing", [.picoschema], ["output-field-optional title"]) {
      $0.rename("output/schema/title", to: "title?")
    },
    Mutation("may be missing", [.jsonSchema], ["output-field-optional title"]) {
      $0.set("output/schema/required/0", nil)
    },
    Mutation("may be null", [.jsonSchema], ["output-field-optional title"]) {
      $0.set("output/schema/properties/title/type", ["string", "null"])
    },
    Mutation("inside may be missing", [.picoschema], ["output-field-optional who.name"]) {
      $0.rename("output/schema/who(object)/name", to: "name?")
    },
    Mutation("another type", [.picoschema], ["output-field-type score"]) {
      $0.set("output/schema/score?", "string")
    },
    Mutation("another type of entries", [.jsonSchema], ["output-field-type tags.[]"]) {
      $0.set("output/schema/properties/tags/items/type", "number")
    },
    Mutation("any type", [.picoschema], ["output-field-type title"]) {
      $0.set("output/schema/title", "any")
    },
    Mutation("a value more", [.picoschema], ["output-field-type mood"]) {
      $0.set("output/schema/mood(enum)", ["good", "bad", "none"])
    },
    Mutation("a text for an object", [.picoschema], ["output-field-type who"]) {
      $0.set("output/schema/who(object)", nil)
      $0.set("output/schema/who", "string")
    },
    Mutation("a value less", [.picoschema], ["setting-changed output.schema.mood(enum)"]) {
      $0.set("output/schema/mood(enum)", ["good"])
    },
    Mutation("a narrower type", [.picoschema], ["setting-changed output.schema.score?"]) {
      $0.set("output/schema/score?", "integer")
    },
    Mutation("a field more", [.picoschema], ["setting-changed output.schema.extra"]) {
      $0.set("output/schema/extra", "string")
    },
    Mutation("said otherwise", [.picoschema], ["setting-changed output.schema.title"]) {
      $0.set("output/schema/title", "string, the title")
    },
    Mutation("a condition", [.jsonSchema], ["schema-changed score"]) {
      $0.set("output/schema/properties/score/minimum", 0)
    },
    Mutation("no schema", ["schema-changed output.schema"]) { $0.set("output/schema", nil) },
    Mutation("not to be read", ["schema-changed output.schema"]) {
      $0.set("output/schema", ["oneOf": [["type": "object"]]])
    },
  ]

  private static let tools: [Mutation] = [
    Mutation("a tool less", ["tool-removed search"]) { $0.set("tools/0", nil) },
    Mutation("a definition less", [.picoschema], ["tool-removed lookup"]) {
      $0.set("toolDefs/0", nil)
    },
    Mutation("no tools", [.jsonSchema], ["tool-removed search", "tool-removed lookup"]) {
      $0.set("tools", nil)
    },
    Mutation("another name of a tool", [.picoschema], ["tool-renamed find"]) {
      $0.set("toolDefs/0/name", "find")
    },
    Mutation("another name of a tool", [.jsonSchema], ["tool-renamed find"]) {
      $0.set("tools/1/function/name", "find")
    },
    Mutation("another tool", [.picoschema], ["tool-removed search", "tool-added seek"]) {
      $0.set("tools/0", "seek")
    },
    Mutation("another parameter", [.picoschema], ["tool-parameters lookup"]) {
      $0.set("toolDefs/0/inputSchema/id", "number")
    },
    Mutation("a parameter more", [.jsonSchema], ["tool-parameters lookup"]) {
      $0.set("tools/1/function/parameters/properties/limit", ["type": "integer"])
    },
    Mutation("a parameter that may be missing", [.picoschema], ["tool-parameters send"]) {
      $0.set("toolDefs/1/inputSchema/required", [])
    },
    Mutation("parameters that cannot be read", [.picoschema], ["tool-parameters send"]) {
      $0.set("toolDefs/1/inputSchema", ["$ref": "send.json"])
    },
    Mutation("a tool described otherwise", [.picoschema], ["setting-changed lookup"]) {
      $0.set("toolDefs/0/description", "finds things")
    },
    Mutation("a tool more", ["tool-added more"]) { $0.set("tools/\($0.toolCount)", "more") },
    Mutation("tools without names", [.picoschema], ["schema-changed tools"]) {
      $0.set("tools", "search")
    },
  ]

  private static let runtime: [Mutation] = [
    Mutation("another model", ["model-changed model"]) { $0.set("model", "gpt-5") },
    Mutation("no model", ["model-changed model"]) { $0.set("model", nil) },
    Mutation("another temperature", ["setting-changed config.temperature"]) {
      $0.set("config/temperature", JSONNumber(0.7).map { .number($0) })
    },
    Mutation("another list", ["setting-changed config.stop"]) {
      $0.set("config/stop", ["END", "STOP"])
    },
    Mutation("a setting more", ["setting-changed config.top_p"]) { $0.set("config/top_p", 1) },
    Mutation("an object more", ["setting-changed extra.a", "setting-changed extra.b"]) {
      $0.set("extra", ["a": 1, "b": 2])
    },
    Mutation("a setting less", ["setting-changed note"]) { $0.set("note", nil) },
    Mutation("no settings", ["setting-changed config.temperature", "setting-changed config.stop"]) {
      $0.set("config", nil)
    },
    Mutation("no history", ["roles-changed ", "variable-removed history", text]) {
      $0.replace("\n{{history}}\n", with: "\n")
    },
    Mutation("a role more", ["roles-changed ", text]) {
      $0.template += "\n{{role \"assistant\"}}\nYes."
    },
    Mutation("another role", ["roles-changed ", text]) {
      $0.replace("{{role \"user\"}}", with: "{{role 'model'}}")
    },
    Mutation("a role less", ["roles-changed ", text]) {
      $0.replace("{{role \"user\"}}\n", with: "")
    },
    Mutation("a role written otherwise", [text]) {
      $0.replace("{{role \"user\"}}", with: "{{ role 'user' }}")
    },
    Mutation("keys in another order", ["setting-changed config"]) { $0.reverse("config") },
    Mutation("schema keys in another order", [.picoschema], ["setting-changed output.schema"]) {
      $0.reverse("output/schema")
    },
    Mutation("input in another order", [.picoschema], []) { $0.reverse("input/schema") },
    Mutation("the header in another order", ["setting-changed "]) {
      $0.config = JSONObject($0.config.reversed())
    },
  ]

  private static let texts: [Mutation] = [
    Mutation("a sentence more", [text]) { $0.template += " Be brief." },
    Mutation("a word replaced", [text]) { $0.replace("writes", with: "asks") },
    Mutation("a line more", [text]) {
      $0.replace("\n{{history}}", with: "\nNever guess.\n{{history}}")
    },
    Mutation("all of the words but the variables", [text]) {
      $0.template =
        "{{role \"system\"}}\n{{customer}}!\n{{history}}\n{{role \"user\"}}\n{{issue}}?"
    },
  ]
}

extension DressedPrompt {
  fileprivate var toolCount: Int { config["tools"]?.array?.count ?? 0 }
}

extension DressedPrompt {
  /// Replaces a text at all of its places.
  fileprivate mutating func replace(_ text: String, with other: String) {
    template = template.replacing(text, with: other)
  }
}
