import { randomUUID } from 'node:crypto';
import { ask, askAgain, type Endpoint } from './ask';
import {
  CreateImageDocument,
  FindDocument,
  LaunchDocument,
  RenameImageDocument,
  ShareImageDocument,
  WhatMayIDoDocument,
  type ImageRowFragment,
} from './generated/operations';
import { answered, onlyDryRuns, remedyFor, unheardOf } from './refusals';

/** A participant: an account and its endpoint. */
export interface Party {
  id: string;
  name: string;
  endpoint: Endpoint;
}

/**
 * Runs the whole story: the owner finds an instance, creates an image of it and shares it; the friend may not rename
 * it, reads `viewerCan`, and launches it.
 *
 * @param say receives a line for each step; the story ends early where a rule denies one
 */
export async function tell(owner: Party, friend: Party, regionId: string, say: (line: string) => void): Promise<void> {
  const imageId = await find(owner, regionId, say);
  if (imageId === null || !(await share(owner, friend, imageId, say))) return;
  await rename(friend, imageId, say);
  if (await mayLaunch(friend, imageId, say)) await launch(friend, imageId, say);
}

async function find(owner: Party, regionId: string, say: (line: string) => void): Promise<string | null> {
  const { instances } = await askAgain(owner.endpoint, FindDocument, { regionId });
  const instance = instances.nodes[0];
  if (instance === undefined) {
    say(`${owner.name} runs nothing in ${regionId}.`);
    return null;
  }
  say(`${owner.name} runs ${instance.name} from ${instance.image?.name ?? 'an image that is gone'}.`);

  const input = { instanceId: instance.id, name: 'from-the-example', idempotencyKey: randomUUID() };
  const createImage = answered((await askAgain(owner.endpoint, CreateImageDocument, { input })).createImage);
  switch (createImage.__typename) {
    case 'CreateImagePayload':
      say(`${owner.name} made the image ${createImage.image.name} of it.`);
      return createImage.image.id;
    case 'Denied':
      say(`${owner.name} cannot make an image of it: ${remedyFor(createImage)}`);
      return null;
    case 'Allowed':
      return onlyDryRuns();
    default:
      return unheardOf(createImage);
  }
}

/** Shares the image after a dry run. */
async function share(owner: Party, friend: Party, imageId: string, say: (line: string) => void): Promise<boolean> {
  for (const dryRun of [true, false]) {
    const input = { imageId, accountIds: [friend.id], dryRun };
    const shareImage = answered((await ask(owner.endpoint, ShareImageDocument, { input })).shareImage);
    switch (shareImage.__typename) {
      case 'Allowed':
        say(`${owner.name} may share it with ${friend.name}.`);
        break;
      case 'ShareImagePayload':
        say(`${owner.name} shared it; it is held by ${holders(shareImage.image)}.`);
        break;
      case 'Denied':
        say(`${owner.name} cannot share it: ${remedyFor(shareImage)}`);
        return false;
      default:
        return unheardOf(shareImage);
    }
  }
  return true;
}

/** Returns the names of the accounts with a share, which only the owner sees. */
function holders({ shares }: ImageRowFragment): string {
  return shares?.map(({ account }) => account.name).join(', ') ?? 'others';
}

async function rename(friend: Party, imageId: string, say: (line: string) => void): Promise<void> {
  const input = { imageId, name: 'mine now' };
  const updateImage = answered((await ask(friend.endpoint, RenameImageDocument, { input })).updateImage);
  switch (updateImage.__typename) {
    case 'UpdateImagePayload':
      return say(`${friend.name} renamed it to ${updateImage.image.name}.`);
    case 'Denied':
      return say(`${friend.name} cannot rename it: ${remedyFor(updateImage)}`);
    case 'Allowed':
      return onlyDryRuns();
    default:
      return unheardOf(updateImage);
  }
}

async function mayLaunch(friend: Party, imageId: string, say: (line: string) => void): Promise<boolean> {
  const { image } = await ask(friend.endpoint, WhatMayIDoDocument, { imageId });
  if (image === null) {
    say(`${friend.name} does not see it.`);
    return false;
  }
  const { launch, update } = image.viewerCan;
  const yes = (allowed: boolean) => (allowed ? 'may' : 'may not');
  say(
    `${friend.name} sees ${image.name} of ${image.owner.name} as ${image.type}; it ${yes(launch.allowed)} launch and ${yes(update.allowed)} rename it.`,
  );
  return launch.allowed;
}

async function launch(friend: Party, imageId: string, say: (line: string) => void): Promise<void> {
  const input = { imageId, instanceType: 'S5.MEDIUM4', count: 2, idempotencyKey: randomUUID() };
  const launchInstances = answered((await askAgain(friend.endpoint, LaunchDocument, { input })).launchInstances);
  switch (launchInstances.__typename) {
    case 'LaunchInstancesPayload': {
      const { instances, quote, warnings } = launchInstances;
      const states = instances.map(({ state }) => state).join(', ');
      say(`${friend.name} launched it: ${states}, ${quote.hourlyTotal.amount} ${quote.hourlyTotal.currency} an hour.`);
      return warnings.forEach(({ message }) => say(`The service warns: ${message}`));
    }
    case 'Denied':
      return say(`${friend.name} cannot launch it: ${remedyFor(launchInstances)}`);
    case 'Allowed':
      return onlyDryRuns();
    default:
      return unheardOf(launchInstances);
  }
}
