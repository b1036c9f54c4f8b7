package import CanonicalJSON
package import PromptInputs

/// The names of the inputs that a header declares, for rules that compare names.
///
/// What is declared is read by `DeclaredInputs`. This adds whether there is a declaration at all, and
/// whether it leaves room for other names.
package struct HeaderInputs {
  /// What the header declares.
  package let declared: DeclaredInputs
  /// The names, in their order: those of `input.schema`, then those that have a default alone.
  package let names: [String]
  /// Whether other names may be given, too.
  package let isOpen: Bool

  private let known: Set<UTF8Key>

  /// What a configuration declares; nil if there is no schema of named inputs.
  package init?(_ config: JSONObject) {
    guard let input = config["input"]?.object, let schema = input["schema"]?.object else {
      return nil
    }
    declared = DeclaredInputs(configuration: config)
    var names: [String] = []
    var known: Set<UTF8Key> = []
    var isOpen = Self.isBeyondList(schema)
    for input in declared.inputs {
      switch input.path.steps.first {
      case .member(let name):
        if known.insert(name).inserted { names.append(name.text) }
      case .others: isOpen = true
      default: break
      }
    }
    for member in declared.defaults where known.insert(UTF8Key(member.key)).inserted {
      names.append(member.key)
    }
    self.names = names
    self.known = known
    self.isOpen = isOpen
  }

  /// Whether a name is declared.
  package func declares(_ name: String) -> Bool { known.contains(UTF8Key(name)) }

  /// Whether a schema says more of its names than a list can, so that others may be right.
  private static func isBeyondList(_ schema: JSONObject) -> Bool {
    let isComposed = ["$ref", "allOf", "anyOf", "oneOf", "patternProperties"].contains {
      schema[$0] != nil
    }
    let others = schema["additionalProperties"]
    return isComposed || others?.bool == true || others?.object != nil || schema["(*)"] != nil
      || schema["*"] != nil
  }
}
