package import PromptRepo

/// What a push asks of one reference, as git tells its hook.
package struct ReceivedUpdate: Sendable, Hashable {
  /// The reference; bytes that are not UTF-8 show as U+FFFD, so that such a name is no ledger's.
  package let name: String
  /// Its value before; nil when it is new.
  package let old: ObjectID?
  /// Its value after; nil when it is removed.
  package let new: ObjectID?

  /// Whether it is about the ledger of prompts.
  package var isOfLedger: Bool {
    LedgerRef.roots.contains { name.utf8.starts(with: $0.utf8) }
  }

  /// Reads the lines that git writes to the standard input of its hook: `OLD NEW NAME`.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` for a line that is none.
  package static func read(_ input: [UInt8]) throws(RepositoryError) -> [ReceivedUpdate] {
    try input.split(separator: 10).map { line throws(RepositoryError) in
      let parts = line.split(separator: 32, maxSplits: 2)
        .map { String(decoding: $0, as: UTF8.self) }
      guard parts.count == 3, let old = ObjectID(hex: parts[0]), let new = ObjectID(hex: parts[1])
      else {
        throw RepositoryError(
          .invalid, "'\(String(decoding: line, as: UTF8.self))' is no line of a push",
          hint: "Git calls this from its hook pre-receive")
      }
      return ReceivedUpdate(name: parts[2], old: present(old), new: present(new))
    }
  }

  /// Git says that a reference is not there with zeros.
  private static func present(_ id: ObjectID) -> ObjectID? {
    id.hex.utf8.allSatisfy { $0 == UInt8(ascii: "0") } ? nil : id
  }
}

/// Why a push is not taken.
package struct PushRefusal: Sendable, Hashable {
  /// What it is about: a prompt, or a reference.
  package let subject: String
  /// What is wrong with it.
  package let message: String
  /// Whether whoever pushes lacks what others pushed before.
  package let isBehind: Bool
  /// The prompt that it would delete, if that is what is wrong with it.
  package var deleted: PromptName?
  /// What whoever pushes can do about it, if there is something.
  package var remedy: Remedy?

  /// What a push lacks, and can have.
  package enum Remedy: Sendable, Hashable {
    /// The version has to be live in another environment first.
    case deploy(PromptName, version: Int, to: EnvironmentName)
    /// The list of environments has to come too.
    case pushEnvironments
    /// The server has to take what a wrong clock dated.
    case takeFutureSteps
  }
}
