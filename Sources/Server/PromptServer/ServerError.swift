public import Platform

/// Why a server does not start.
public enum ServerError: Error, Sendable {
  /// The address cannot be listened at.
  case cannotListen(SocketAddress, SystemError)
  /// The certificate or its key cannot be read, or they do not belong together.
  case badCertificate
  /// libmicrohttpd does not start, and does not say why.
  case cannotStart
}
