"""What PyObjC gives on a Mac, as far as the program calls it; every call is kept."""

import sys
from inspect import isfunction, ismethod
from types import ModuleType, SimpleNamespace


class Told:
    """An object that keeps what it is told, and answers as it was made to."""

    def __init__(self, calls, name, **answers):
        self._calls, self._name, self._answers = calls, name, answers

    def __getattr__(self, method):
        def call(*arguments):
            self._calls.append((f"{self._name}.{method}", *arguments))
            answer = self._answers.get(method)
            return (
                answer(*arguments) if isfunction(answer) or ismethod(answer) else answer
            )

        return call


class FakeMac:
    """The modules and what happens in them; without a ``bundle`` a terminal's."""

    def __init__(self, bundle="tr.evo.assistant"):
        self.calls = []
        self.enabled = False
        self.active = True
        self.refusal = None
        self.delegate = None
        self.own = Told(self.calls, "own", isEqual_=lambda other: other is self.own)
        self.front = Told(
            self.calls, "front", isEqual_=lambda other: other is self.front
        )
        self.window = Told(self.calls, "window", styleMask=1)
        self.process = Told(
            self.calls,
            "process",
            beginActivityWithOptions_reason_=lambda *_: "activity",
            thermalState=2,
        )
        self.item = Told(
            self.calls,
            "item",
            status=lambda: 1 if self.enabled else 0,
            registerAndReturnError_=lambda _: self._switch(on=True),
            unregisterAndReturnError_=lambda _: self._switch(on=False),
        )
        self.center = Told(
            self.calls,
            "center",
            setDelegate_=self._delegate,
            requestAuthorizationWithOptions_completionHandler_=(
                lambda _, allowed: allowed(True, None)  # noqa: FBT003
            ),
        )
        self._bundle = bundle

    def install(self, monkeypatch):
        for name, content in self._modules().items():
            module = ModuleType(name)
            vars(module).update(content)
            monkeypatch.setitem(sys.modules, name, module)
        for name in ("ui.platform.mac", "ui.platform.mac_notices"):
            monkeypatch.delitem(sys.modules, name, raising=False)

    def _switch(self, *, on):
        if self.refusal is not None:
            reason = self.refusal
            return False, SimpleNamespace(localizedDescription=lambda: reason)
        self.enabled = on
        return True, None

    def _delegate(self, delegate):
        self.delegate = delegate

    def _modules(self):
        return {
            "objc": {
                "objc_object": lambda **_: SimpleNamespace(window=lambda: self.window),
                "python_method": lambda function: function,
            },
            "AppKit": {
                "NSApp": Told(self.calls, "app", isActive=lambda: self.active),
                "NSWorkspace": Told(
                    self.calls,
                    "workspaces",
                    sharedWorkspace=Told(
                        self.calls, "workspace", frontmostApplication=self.front
                    ),
                ),
                "NSRunningApplication": Told(
                    self.calls, "running", currentApplication=self.own
                ),
                "NSWindowStyleMaskNonactivatingPanel": 128,
                "NSStatusWindowLevel": 25,
                "NSWindowCollectionBehaviorCanJoinAllSpaces": 1,
                "NSWindowCollectionBehaviorFullScreenAuxiliary": 256,
                "NSWindowCollectionBehaviorTransient": 8,
                "NSApplicationActivationPolicyRegular": 0,
                "NSApplicationActivationPolicyAccessory": 1,
            },
            "Foundation": self._foundation(),
            "Quartz": {
                "CGEventSourceSecondsSinceLastEventType": lambda *_: 42,
                "kCGEventSourceStateCombinedSessionState": 0,
            },
            "ServiceManagement": {
                "SMAppService": Told(self.calls, "services", mainAppService=self.item),
                "SMAppServiceStatusEnabled": 1,
            },
            "UserNotifications": {
                "UNUserNotificationCenter": Told(
                    self.calls, "centers", currentNotificationCenter=self.center
                ),
                "UNNotificationAction": Told(self.calls, "action"),
                "UNNotificationCategory": Told(
                    self.calls,
                    "category",
                    categoryWithIdentifier_actions_intentIdentifiers_options_=(
                        lambda name, *_: name
                    ),
                ),
                "UNMutableNotificationContent": Told(
                    self.calls,
                    "contents",
                    alloc=Told(self.calls, "content", init=Told(self.calls, "content")),
                ),
                "UNNotificationRequest": Told(
                    self.calls,
                    "request",
                    requestWithIdentifier_content_trigger_=lambda name, *_: name,
                ),
                "UNNotificationActionOptionForeground": 4,
                "UNNotificationPresentationOptionList": 8,
                "UNNotificationPresentationOptionBanner": 16,
                "UNAuthorizationOptionAlert": 4,
            },
        }

    def _foundation(self):
        return {
            "NSBundle": Told(
                self.calls,
                "bundles",
                mainBundle=Told(
                    self.calls, "bundle", bundleIdentifier=lambda: self._bundle
                ),
            ),
            "NSProcessInfo": Told(self.calls, "processes", processInfo=self.process),
            "NSActivityUserInitiated": 0xFFFFFF,
            "NSActivityIdleSystemSleepDisabled": 1 << 20,
            "NSObject": type(
                "NSObject",
                (),
                {
                    "alloc": classmethod(lambda cls: cls()),
                    "init": lambda self: self,
                },
            ),
        }
