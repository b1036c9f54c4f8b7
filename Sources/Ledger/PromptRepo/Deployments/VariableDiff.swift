internal import PromptInputs
public import PromptTemplate

/// The difference between what callers give to what is live and to what is to be live, and get of it.
///
/// Whoever renders a prompt gives values for its variables: a new one gets none until callers know
/// of it, and one that is gone is given in vain. And whoever gets a text cannot use messages.
public struct VariableDiff: Sendable, Hashable {
  /// Variables that only the coming version requires, in the order of their occurrence.
  public let required: [String]
  /// Variables that only the live version has.
  public let vanished: [String]
  /// The kind of what comes of the coming version, where another kind comes of the live one.
  public let kind: TemplateAnalysis.Kind?

  /// Compares two versions.
  package init(live: VersionText, coming: VersionText) {
    let (before, after) = (live.analysis, coming.analysis)
    func names(_ variables: [AnalyzedVariable], except others: [AnalyzedVariable]) -> [String] {
      let known = Set(others.map(\.name))
      return variables.map(\.name).filter { !known.contains($0) }
    }
    let new = names(after.variables, except: before.variables)
    if new.isEmpty {
      required = []
    } else {
      let declared = coming.declaredInputs
      let optional = Set(
        after.variables.filter { !coming.requires($0, declared) }.map(\.name))
      required = new.filter { !optional.contains($0) }
    }
    vanished = names(before.variables, except: after.variables)
    kind = before.kind == after.kind ? nil : after.kind
  }

  /// True if both ask for the same and give the same.
  public var isKept: Bool { required.isEmpty && vanished.isEmpty && kind == nil }

  /// What has to be acknowledged: all variables that only one of the two has, and `kind:messages` or
  /// `kind:text`, which is no variable's name, for what comes of it.
  package var names: [String] {
    required + vanished + (kind.map { ["kind:\($0.rawValue)"] } ?? [])
  }
}

extension VariableDiff: CustomStringConvertible {
  /// The difference in words: `it newly requires 'tone', and 'mood' is gone`.
  public var description: String {
    func list(_ names: [String]) -> String {
      names.map { "'\($0)'" }.joined(separator: ", ")
    }
    let new = required.isEmpty ? nil : "it newly requires \(list(required))"
    let gone =
      vanished.isEmpty ? nil : "\(list(vanished)) \(vanished.count == 1 ? "is" : "are") gone"
    let other: String? =
      switch kind {
      case .messages: "it gives messages, the live version a text"
      case .text: "it gives a text, the live version messages"
      case nil: nil
      }
    return [new, gone, other].compactMap(\.self).joined(separator: ", and ")
  }
}
