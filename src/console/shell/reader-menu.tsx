import { Button, Menu, Text, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconChevronDown, IconKey, IconLanguage, IconLogout, IconMoon, IconSun } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { reach } from '../wire/ask.ts'
import { useReader } from '../wire/reader.ts'
import { keepLanguage } from '../words/language.ts'
import { speak } from '../words/messages.ts'
import { useWords } from '../words/words.tsx'

/** Who is signed in, and what concerns the reader alone: language, colours, signing out. */
export function ReaderMenu(): ReactElement {
  const { t, language } = useWords()
  const { data: reader } = useReader()
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const otherScheme = scheme === 'light' ? 'dark' : 'light'
  const otherLanguage = language === 'en' ? 'zh' : 'en'
  const SchemeIcon = otherScheme === 'dark' ? IconMoon : IconSun
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-md"
          c="var(--mantine-color-text)"
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          <bdi>{reader?.name ?? reader?.id ?? ''}</bdi>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="xs">{reader?.id}</Text>
        </Menu.Label>
        <Menu.Item
          leftSection={<IconLanguage size={16} aria-hidden />}
          lang={otherLanguage === 'zh' ? 'zh-Hans' : 'en'}
          onClick={() => {
            keepLanguage(otherLanguage)
            void speak(otherLanguage)
          }}
        >
          {otherLanguage === 'zh' ? '中文' : 'English'}
        </Menu.Item>
        <Menu.Item
          leftSection={<SchemeIcon size={16} aria-hidden />}
          onClick={() => setColorScheme(otherScheme)}
        >
          {t(`shell.to-${otherScheme}`)}
        </Menu.Item>
        <Menu.Item component={Link} to="/keys" leftSection={<IconKey size={16} aria-hidden />}>
          {t('shell.keys')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
          {t('shell.sign-out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** Ends the session and begins anew, so that nothing that was shown stays in memory. */
async function signOut(): Promise<void> {
  await reach('/session', { method: 'DELETE' })
  window.location.assign('/console/')
}
