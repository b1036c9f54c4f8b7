/// Tells somebody who waits for a long operation how far it is.
///
/// An operation calls its progress for each item, which costs no more than the
/// closure does.
public struct Progress: Sendable {
  /// The kind of work on the items that are counted.
  public enum Phase: String, Sendable, Hashable, CaseIterable {
    /// Files or rows are read.
    case reading
    /// The two sides of something are compared.
    case comparing
    /// Objects are counted that are to be kept.
    case counting
    /// Rows or files become versions.
    case adding
    /// Objects are copied to another store.
    case copying
    /// What was copied is read back.
    case checking
    /// Objects are put into a pack.
    case packing
    /// Files are written.
    case writing
  }

  /// A closure that gets the phase, how many items are done, and how many there are, if that is known.
  public typealias Update = @Sendable (_ phase: Phase, _ done: Int, _ total: Int?) -> Void

  private let update: Update?

  /// Progress that nobody waits for.
  public static let ignored = Progress(nil)

  /// Progress that is told to a closure.
  public init(_ update: @escaping Update) {
    self.init(Optional(update))
  }

  private init(_ update: Update?) {
    self.update = update
  }

  /// Tells that so many items of a phase are done.
  public func callAsFunction(_ phase: Phase, _ done: Int, of total: Int? = nil) {
    update?(phase, done, total)
  }
}
