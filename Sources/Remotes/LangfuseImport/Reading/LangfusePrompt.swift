internal import CanonicalJSON

/// A prompt as Langfuse's list has it, and its versions as far as they were read.
struct LangfusePrompt: Sendable {
  /// Its name, which is told apart from others by its bytes.
  let name: String
  /// The numbers of its versions that the list gives and that can be one, in their order.
  var numbers: [Int]
  /// What stands in the list for a version and can be none, and why.
  var unreadable: [LeftOut] = []
  /// The versions that were read, or why not, by their numbers.
  var versions: [Int: Result<LangfuseVersion, VersionFault>] = [:]
  /// Why the prompt is left out as a whole; `nil` if it is not.
  var failure: String?

  /// Something of a prompt that is not taken over.
  struct LeftOut: Hashable, Sendable {
    /// The version, as Langfuse has it.
    let version: String
    /// Why.
    let reason: String
  }
}

extension LangfusePrompt {
  /// Reads an entry of the list.
  ///
  /// - Throws: ``VersionFault`` for one without a name.
  init(_ entry: JSONPieces) throws(VersionFault) {
    guard let members = entry.members() else { throw VersionFault("it is no JSON object") }
    guard let name = try members.text("name"), !name.isEmpty else {
      throw VersionFault("its 'name' is missing")
    }
    self.name = name
    guard let list = members["versions"]?.elements() else {
      throw VersionFault("the 'versions' of '\(name)' are no array")
    }
    var numbers: Set<Int> = []
    for piece in list {
      if let number = LangfusePrompt.number(piece) {
        numbers.insert(number)
      } else {
        unreadable.append(
          LeftOut(version: piece.excerpt, reason: "this can be the number of no version"))
      }
    }
    self.numbers = numbers.sorted()
  }

  private static func number(_ piece: JSONPieces) -> Int? {
    do throws(JSONError) {
      guard let number = try piece.value().integer, number >= 1 else { return nil }
      return number
    } catch {
      return nil
    }
  }
}
