internal import PromptTemplate

/// How the variables of what is live differ from those of what is to be live.
///
/// Whoever renders a prompt gives values for its variables: a new one gets none until callers know
/// of it, and one that is gone is given in vain.
public struct VariableContract: Sendable, Hashable {
  /// Variables that only the coming version has, in the order of their occurrence.
  public let required: [String]
  /// Variables that only the live version has.
  public let vanished: [String]

  /// Compares the variables of two versions.
  public init(live: VersionText, coming: VersionText) {
    let (before, after) = (live.template.variables, coming.template.variables)
    func names(_ variables: [TemplateVariable], except others: [TemplateVariable]) -> [String] {
      let known = Set(others.map(\.name))
      return variables.map(\.name).filter { !known.contains($0) }
    }
    required = names(after, except: before)
    vanished = names(before, except: after)
  }

  /// Whether both have the same variables.
  public var isKept: Bool { required.isEmpty && vanished.isEmpty }

  /// All variables that only one of the two has.
  public var names: [String] { required + vanished }
}

extension VariableContract: CustomStringConvertible {
  /// What is different: `it newly requires 'tone', and 'mood' is gone`.
  public var description: String {
    func list(_ names: [String]) -> String {
      names.map { "'\($0)'" }.joined(separator: ", ")
    }
    let new = required.isEmpty ? nil : "it newly requires \(list(required))"
    let gone =
      vanished.isEmpty ? nil : "\(list(vanished)) \(vanished.count == 1 ? "is" : "are") gone"
    return [new, gone].compactMap(\.self).joined(separator: ", and ")
  }
}
