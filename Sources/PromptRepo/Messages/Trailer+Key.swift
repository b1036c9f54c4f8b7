extension Trailer {
  /// The name of a trailer.
  public struct Key: RawRepresentable, Hashable, Sendable {
    /// The name as the message spells it.
    public let rawValue: String

    /// Makes a key with this spelling.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// The prompt's id.
    public static let promptID = Key(rawValue: "Prompt-Id")
    /// The version's number.
    public static let promptVersion = Key(rawValue: "Prompt-Version")
    /// The version's id in the API.
    public static let versionID = Key(rawValue: "Version-Id")
    /// The SHA-256 of the version's content.
    public static let versionHash = Key(rawValue: "Version-Hash")
    /// The SHA-256 of the version's template.
    public static let templateHash = Key(rawValue: "Template-Hash")
    /// What ties together all that one command did.
    public static let operation = Key(rawValue: "Operation")
    /// The commit of the code repository that a version was cut from.
    public static let sourceCommit = Key(rawValue: "Source-Commit")
    /// The file of the code repository that a version was cut from.
    public static let sourcePath = Key(rawValue: "Source-Path")
    /// The pointer that was moved.
    public static let pointer = Key(rawValue: "Pointer")
    /// The commit of the version that the pointer was moved to.
    public static let versionCommit = Key(rawValue: "Version-Commit")
    /// The number of the version that the pointer was moved from.
    public static let previousVersion = Key(rawValue: "Previous-Version")
    /// On a rollback: the earlier move whose version is live again.
    public static let restores = Key(rawValue: "Restores")
    /// Why it was done.
    public static let reason = Key(rawValue: "Reason")

    /// The version of a hosted API that a version was taken from: the remote's name and the number.
    public static let remoteVersion = Key(rawValue: "Remote-Version")
    /// The end user that a server's client acted for.
    public static let onBehalfOf = Key(rawValue: "On-Behalf-Of")

    /// The milliseconds of the committer's time, which a commit holds in whole seconds.
    public static let milliseconds = Key(rawValue: "Milliseconds")
    /// The operation that this one takes back.
    public static let undoes = Key(rawValue: "Undoes")
    /// On a promotion: the environment whose version was taken over.
    public static let promotedFrom = Key(rawValue: "Promoted-From")
    /// The release that a pointer was moved with.
    public static let release = Key(rawValue: "Release")
    /// The operation of the release's deployment that a release's rollback takes back.
    public static let rolledBack = Key(rawValue: "Rolled-Back")
    /// The variables whose coming or going was acknowledged, by name.
    public static let acknowledgedVariables = Key(rawValue: "Acknowledged-Variables")

    /// What a message says of its step's place in the chain, which is worked out anew wherever the
    /// step is made again.
    static let derived: Set<Key> = [
      .promptID, .promptVersion, .versionID, .versionHash, .templateHash, .pointer, .versionCommit,
      .previousVersion, .restores, .milliseconds,
    ]

    static func isAllowed(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "-")
    }
  }
}
