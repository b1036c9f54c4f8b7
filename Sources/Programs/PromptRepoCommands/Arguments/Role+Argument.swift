public import APIKeys
public import CommandKit

extension Role: ArgumentValue {}
