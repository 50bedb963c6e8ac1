import type { Pipeline } from './pipeline.ts';

/** Windows events as EvtxECmd-like converters, Winlogbeat and NXLog give them, beside flat ones. */
export const WINDOWS: Pipeline = {
  source: 'windows',
  logs: [{ product: ['windows'] }],
  recordPrefixes: [
    'Event.EventData',
    'Event.System',
    'Event.UserData.*',
    'Event.EventData.Data',
    'EventData',
    'System',
    'winlog.event_data',
    'event_data',
  ],
  aliases: {
    Provider_Name: [
      'Event.System.Provider.#attributes.Name',
      'Event.System.Provider.Name',
      'winlog.provider_name',
      'Provider',
    ],
    EventID: ['Event.System.EventID.#text', 'winlog.event_id', 'event.code'],
    Channel: ['winlog.channel'],
    Computer: ['winlog.computer_name', 'ComputerName'],
    ComputerName: ['Event.System.Computer', 'winlog.computer_name'],
    Execution_ProcessID: ['Event.System.Execution.#attributes.ProcessID'],
    Security_UserID: ['Event.System.Security.#attributes.UserID'],
    Image: ['Event.EventData.NewProcessName'],
    ParentImage: ['Event.EventData.ParentProcessName'],
    CommandLine: ['Event.EventData.ProcessCommandLine'],
    User: ['Event.EventData.SubjectUserName'],
  },
};
