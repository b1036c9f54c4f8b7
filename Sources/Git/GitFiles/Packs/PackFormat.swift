package import GitModel

/// Numbers of git's pack format. Source: gitformat-pack(5).
package enum PackFormat {
  /// `PACK`
  package static let packMagic: UInt32 = 0x5041_434b
  /// `\377tOc`
  package static let indexMagic: UInt32 = 0xff74_4f63
  /// The length of a pack's header: magic, version, number of objects.
  package static let headerLength = 12
}

/// What the first bits of an entry of a pack say about it.
package enum PackEntryType: UInt8 {
  case commit = 1
  case tree = 2
  case blob = 3
  case tag = 4
  case offsetDelta = 6
  case referenceDelta = 7

  package init(_ kind: ObjectKind) {
    switch kind {
    case .commit: self = .commit
    case .tree: self = .tree
    case .blob: self = .blob
    case .tag: self = .tag
    }
  }

  /// The object's kind; `nil` for deltas, which have the kind of their base.
  package var kind: ObjectKind? {
    switch self {
    case .commit: .commit
    case .tree: .tree
    case .blob: .blob
    case .tag: .tag
    case .offsetDelta, .referenceDelta: nil
    }
  }
}
