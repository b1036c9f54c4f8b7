internal import Synchronization

/// The context that a command ran in, for those who explain its errors.
final class OpenedContext: Sendable {
  private let context = Mutex<CommandContext?>(nil)

  /// The context; nil before a command has one.
  var value: CommandContext? { context.withLock(\.self) }

  /// Notes the context.
  @Sendable func set(_ context: CommandContext) {
    self.context.withLock { $0 = context }
  }
}
