/// Bytes that no good client sends, and what a server may do about them.
public struct HostileInput: Sendable {
  /// What is wrong with them.
  public let name: String
  /// What is sent.
  public let bytes: [UInt8]
  /// The statuses that are right; 0 stands for the end of the connection without an answer.
  public let statuses: Set<Int>

  init(_ name: String, _ bytes: [UInt8], _ statuses: Set<Int>) {
    self.name = name
    self.bytes = bytes
    self.statuses = statuses
  }

  init(_ name: String, _ text: String, _ statuses: Set<Int>) {
    self.init(name, Array(text.utf8), statuses)
  }

  /// All of them, for a server that takes bodies of 2 MiB.
  ///
  /// - Parameter secret: A key that may create prompts.
  public static func all(secret: String) -> [HostileInput] {
    let maker = HostileInputMaker(secret: secret)
    return maker.lines + maker.targets + maker.fields + maker.lengths + maker.chunks + maker.bodies
  }
}
