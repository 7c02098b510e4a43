// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pipeline/program_checker.h"

#include "models/bridge/gui_thread.h"

#include <utility>

namespace millrace::models {

ProgramChecker::ProgramChecker(Compile compile, QObject* parent)
    : QObject(parent)
    , m_compile(std::move(compile))
    , m_thread([this](std::stop_token stop) { work(std::move(stop)); })
{
    m_idle.setSingleShot(true);
    m_idle.setInterval(kIdleMs);
    connect(&m_idle, &QTimer::timeout, this, [this] { check(m_waitingText()); });
}

ProgramChecker::~ProgramChecker()
{
    m_thread.request_stop();
    m_thread.join();
}

void ProgramChecker::checkWhenIdle(std::function<QString()> text)
{
    MR_ASSERT_GUI_THREAD();
    m_waitingText = std::move(text);
    m_idle.start();
}

void ProgramChecker::check(const QString& sql)
{
    MR_ASSERT_GUI_THREAD();
    m_idle.stop();
    ++m_revision;
    {
        const std::lock_guard lock(m_mutex);
        m_request = Request{m_revision, sql};
    }
    m_wake.notify_one();
    Q_EMIT checkStarted();
}

void ProgramChecker::cancel()
{
    MR_ASSERT_GUI_THREAD();
    m_idle.stop();
    ++m_revision;
    m_deliveredRevision = m_revision;
    const std::lock_guard lock(m_mutex);
    m_request.reset();
}

void ProgramChecker::work(std::stop_token stop)
{
    for (;;) {
        Request request;
        {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait(lock, stop, [this] { return m_request.has_value(); })) {
                return;
            }
            request = *std::exchange(m_request, std::nullopt);
        }
        const std::string text = request.sql.toStdString();
        auto report = std::make_shared<const api::CompileReport>(m_compile(text));
        QMetaObject::invokeMethod(
            this, [this, request, report] { deliver(request, report); }, Qt::QueuedConnection);
    }
}

void ProgramChecker::deliver(const Request& request, const std::shared_ptr<const api::CompileReport>& report)
{
    if (request.revision != m_revision) {
        return; // a newer text is under way, or it was cancelled
    }
    m_deliveredRevision = m_revision;
    Q_EMIT checked(request.sql, *report);
}

} // namespace millrace::models
