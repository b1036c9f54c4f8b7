import CanonicalJSON
import PromptRepo

/// A real prompt with variables, roles and a header around it, to change in known ways.
struct DressedPrompt {
  var template: String
  var config: JSONObject

  /// Where the real text begins and ends, as its own words.
  let text: String

  init(_ text: String, _ form: Form) throws {
    self.text = text
    template =
      "{{role \"system\"}}\nFor {{customer}}: \(text)\n{{history}}\n{{role \"user\"}}\n"
      + "{{customer}} writes about {{issue}}."
    config = try JSONValue(parsing: Array(form.header.utf8)).object ?? JSONObject()
  }

  func content() throws -> VersionContent {
    try VersionContent(template: template, config: config)
  }

  /// How the header's schemas are written.
  enum Form: String, CaseIterable {
    case picoschema, jsonSchema

    fileprivate var header: String {
      switch self {
      case .picoschema:
        """
        {"model": "gpt-4o", "config": {"temperature": 0.2, "stop": ["END"]},
         "input": {"schema": {"customer": "string, who writes", "issue": "string",
             "tone?": "string", "age?": "integer", "kind(enum)": ["a", "b"],
             "address?(object)": {"city": "string", "zip?": "string"}},
           "default": {"tone": "kind", "age": 3}},
         "output": {"format": "json", "schema": {"title": "string", "score?": "number",
             "tags(array)": "string", "mood(enum)": ["good", "bad"],
             "who(object)": {"name": "string", "mail?": "string"}}},
         "tools": ["search"],
         "toolDefs": [
           {"name": "lookup", "description": "finds", "inputSchema": {"id": "string", "deep?": "boolean"}},
           {"name": "send", "inputSchema": {"type": "object",
             "properties": {"to": {"type": "string"}}, "required": ["to"]}}],
         "note": "x"}
        """
      case .jsonSchema:
        """
        {"model": "gpt-4o", "config": {"temperature": 0.2, "stop": ["END"]},
         "input": {"schema": {"type": "object", "required": ["customer", "issue", "kind"],
             "properties": {"customer": {"type": "string", "description": "who writes"},
               "issue": {"type": "string"}, "tone": {"type": "string"}, "age": {"type": "integer"},
               "kind": {"enum": ["a", "b"]},
               "address": {"type": "object", "required": ["city"],
                 "properties": {"city": {"type": "string"}, "zip": {"type": "string"}}}}},
           "default": {"tone": "kind", "age": 3}},
         "output": {"format": "json", "schema": {"type": "object",
             "required": ["title", "tags", "mood", "who"],
             "properties": {"title": {"type": "string"}, "score": {"type": "number"},
               "tags": {"type": "array", "items": {"type": "string"}},
               "mood": {"enum": ["good", "bad"]},
               "who": {"type": "object", "required": ["name"],
                 "properties": {"name": {"type": "string"}, "mail": {"type": "string"}}}}}},
         "tools": [
           {"type": "function", "function": {"name": "search"}},
           {"type": "function", "function": {"name": "lookup", "description": "finds",
             "parameters": {"type": "object", "required": ["id"],
               "properties": {"id": {"type": "string"}, "deep": {"type": "boolean"}}}}}],
         "note": "x"}
        """
      }
    }
  }
}

extension JSONValue {
  /// The value at a path; keys of objects, and numbers of entries of lists.
  subscript(path: [String]) -> JSONValue? {
    get {
      guard let first = path.first else { return self }
      let rest = Array(path.dropFirst())
      if let list = array { return Int(first).flatMap { list[$0][rest] } }
      return object?[first]?[rest]
    }
    set {
      guard let first = path.first else {
        self = newValue ?? .null
        return
      }
      let rest = Array(path.dropFirst())
      if var list = array, let place = Int(first) {
        if rest.isEmpty, newValue == nil {
          list.remove(at: place)
        } else if rest.isEmpty, place == list.count, let newValue {
          list.append(newValue)
        } else {
          list[place][rest] = newValue
        }
        self = .array(list)
      } else {
        var object = self.object ?? JSONObject()
        if rest.isEmpty {
          object[first] = newValue
        } else {
          var value = object[first] ?? .object(JSONObject())
          value[rest] = newValue
          object[first] = value
        }
        self = .object(object)
      }
    }
  }
}

extension DressedPrompt {
  /// Sets, adds or removes a value of the header: `output.schema.title`.
  mutating func set(_ path: String, _ value: JSONValue?) {
    var all = JSONValue.object(config)
    all[path.split(separator: "/").map(String.init)] = value
    config = all.object ?? JSONObject()
  }

  /// Gives a key of the header another name in its place.
  mutating func rename(_ path: String, to name: String) {
    let keys = path.split(separator: "/").map(String.init)
    var all = JSONValue.object(config)
    guard let parent = all[Array(keys.dropLast())]?.object else { return }
    var members: [JSONMember] = []
    for member in parent {
      members.append(
        JSONMember(key: member.key == keys.last ? name : member.key, value: member.value))
    }
    all[Array(keys.dropLast())] = .object(JSONObject(members))
    config = all.object ?? JSONObject()
  }

  /// Turns the order of an object's keys around.
  mutating func reverse(_ path: String) {
    let keys = path.split(separator: "/").map(String.init)
    var all = JSONValue.object(config)
    let object = all[keys]?.object ?? JSONObject()
    all[keys] = .object(JSONObject(object.reversed()))
    config = all.object ?? JSONObject()
  }
}
