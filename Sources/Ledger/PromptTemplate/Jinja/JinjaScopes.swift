internal import CanonicalJSON

/// A scope of Jinja: a template, a block, the body of a loop, of a macro.
///
/// What a name stands for is decided for a scope as a whole, as Jinja's compiler does it: by the first
/// place in which the scope has the name, apart from the scopes within.
struct JinjaScope {
  /// What a scope first does with a name.
  enum Use: UInt8 {
    /// It takes the value.
    case load
    /// It sets the value, whatever happens.
    case store
    /// It sets the value under a condition; otherwise the caller's value stands.
    case conditionalStore
    /// It is given the value: a target of a loop, an argument.
    case parameter
  }

  /// The scope around it; a block has none.
  let parent: Int?

  /// Whether it is never reached, behind a second `extends`.
  let isDead: Bool

  /// The first use of each name.
  private(set) var uses: [Int: Use] = [:]

  init(parent: Int?, isDead: Bool) {
    self.parent = parent
    self.isDead = isDead
  }

  mutating func note(_ name: Int, _ use: Use) {
    // A parameter is one from the beginning, wherever it is told.
    if use == .parameter || uses[name] == nil { uses[name] = use }
  }
}

/// The first use of names that mean something special only if they are not set before.
struct JinjaSpecialNames {
  private var loaded: UInt8 = 0
  private var stored: UInt8 = 0

  private static func bit(of word: JinjaWord?) -> UInt8 {
    switch word {
    case .loop: 1
    case .caller: 2
    case .varargs: 4
    case .kwargs: 8
    case .self: 16
    case .super: 32
    default: 0
    }
  }

  mutating func load(_ word: JinjaWord?) { loaded |= Self.bit(of: word) & ~stored }

  mutating func store(_ word: JinjaWord?) { stored |= Self.bit(of: word) & ~loaded }

  /// Adds what comes behind.
  mutating func append(_ next: JinjaSpecialNames) {
    let seen = loaded | stored
    loaded |= next.loaded & ~seen
    stored |= next.stored & ~seen
  }

  /// Whether the first use takes the value.
  func isLoaded(_ word: JinjaWord) -> Bool { loaded & Self.bit(of: word) != 0 }
}

/// A place in which a template takes a value.
struct JinjaLoad {
  /// What is done with a value.
  enum Use: UInt8 {
    /// It is written, compared or passed on.
    case read
    /// Its members or elements are.
    case lookedInto
    /// It is only asked whether there is one.
    case asked
  }

  let name: Int
  let offset: Int
  /// Whether the template has set it there.
  let isLocal: Bool
  var use: Use = .read
}

/// Names with a value of the template's own, where the reading stands.
struct JinjaLocals {
  private var counts: [Int: Int] = [:]
  private var log: [Int] = []

  /// Where the names begin that are added from now on.
  var mark: Int { log.count }

  mutating func add(_ name: Int) {
    counts[name, default: 0] += 1
    log.append(name)
  }

  /// Forgets the names since a mark.
  mutating func drop(to mark: Int) {
    while log.count > mark, let name = log.popLast() { counts[name, default: 1] -= 1 }
  }

  func contains(_ name: Int) -> Bool { counts[name, default: 0] > 0 }
}
